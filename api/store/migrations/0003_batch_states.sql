DROP INDEX `batch_rows_open`;--> statement-breakpoint
CREATE INDEX `batch_rows_by_state` ON `batch_rows` (`batchId`,`state`,`idx`);