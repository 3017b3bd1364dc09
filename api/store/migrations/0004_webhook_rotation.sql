DROP INDEX `webhook_deliveries_due`;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_pending` ON `webhook_deliveries` (`endpointId`,`nextAt`) WHERE state = 'pending';--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `previousSecret` text;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `previousSecretUntil` text;--> statement-breakpoint
ALTER TABLE `webhook_endpoints` ADD `deletedAt` text;