ALTER TABLE `batches` ADD `deletedAt` text;--> statement-breakpoint
ALTER TABLE `batches` ADD `wait` text;