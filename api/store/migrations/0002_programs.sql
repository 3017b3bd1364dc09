CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`name` text NOT NULL,
	`keySha256` text NOT NULL,
	`scopes` text NOT NULL,
	`createdAt` text NOT NULL,
	`expiresAt` text,
	`lastUsedAt` text,
	`revokedAt` text
);
--> statement-breakpoint
CREATE INDEX `api_keys_by_owner` ON `api_keys` (`owner`,`id`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`endpointId` text NOT NULL,
	`owner` text NOT NULL,
	`type` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`nextAt` text,
	`lastStatus` integer,
	`lastError` text,
	`createdAt` text NOT NULL,
	`endedAt` text
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_endpoint` ON `webhook_deliveries` (`endpointId`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`nextAt`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`url` text NOT NULL,
	`description` text,
	`events` text NOT NULL,
	`secret` text NOT NULL,
	`isEnabled` integer NOT NULL,
	`disabledReason` text,
	`createdAt` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `webhook_endpoints_by_owner` ON `webhook_endpoints` (`owner`,`id`);--> statement-breakpoint
CREATE TABLE `batch_rows` (
	`batchId` text NOT NULL,
	`idx` integer NOT NULL,
	`line` integer NOT NULL,
	`customId` text NOT NULL,
	`request` text NOT NULL,
	`state` text NOT NULL,
	`runId` text,
	`choice` text,
	`fault` text,
	PRIMARY KEY(`batchId`, `idx`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `batch_rows_by_custom_id` ON `batch_rows` (`batchId`,`customId`);--> statement-breakpoint
CREATE INDEX `batch_rows_by_run` ON `batch_rows` (`runId`);--> statement-breakpoint
CREATE INDEX `batch_rows_open` ON `batch_rows` (`batchId`,`idx`) WHERE state IN ('queued', 'running');--> statement-breakpoint
CREATE TABLE `batches` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`name` text,
	`state` text NOT NULL,
	`selection` text NOT NULL,
	`isPartial` integer NOT NULL,
	`faults` text NOT NULL,
	`createdAt` text NOT NULL,
	`startedAt` text,
	`endedAt` text
);
--> statement-breakpoint
CREATE INDEX `batches_by_owner` ON `batches` (`owner`,`id`);--> statement-breakpoint
CREATE INDEX `batches_open` ON `batches` (`id`) WHERE state <> 'ended';--> statement-breakpoint
ALTER TABLE `runs` ADD `batchId` text;