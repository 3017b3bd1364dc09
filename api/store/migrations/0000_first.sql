CREATE TABLE `artifacts` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text DEFAULT 'local' NOT NULL,
	`kind` text NOT NULL,
	`runId` text NOT NULL,
	`idx` integer NOT NULL,
	`attemptId` text NOT NULL,
	`number` integer NOT NULL,
	`name` text NOT NULL,
	`step` text NOT NULL,
	`mediaType` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`sourceSha256` text NOT NULL,
	`state` text NOT NULL,
	`createdAt` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `artifacts_by_name` ON `artifacts` (`attemptId`,`name`);--> statement-breakpoint
CREATE INDEX `artifacts_by_run` ON `artifacts` (`runId`,`idx`);--> statement-breakpoint
CREATE INDEX `artifacts_by_sha256` ON `artifacts` (`sha256`);--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`runId` text NOT NULL,
	`idx` integer NOT NULL,
	`number` integer NOT NULL,
	`cause` text NOT NULL,
	`seed` integer NOT NULL,
	`desired` text NOT NULL,
	`state` text NOT NULL,
	`stopReason` text,
	`outcome` text,
	`reason` text,
	`message` text,
	`isRetryable` integer,
	`queuedAt` text NOT NULL,
	`launchedAt` text,
	`startedAt` text,
	`endedAt` text,
	`where` text,
	`cursor` text,
	`lastN` integer DEFAULT 0 NOT NULL,
	`claimedAt` text,
	`tokenSha256` text,
	`isTokenUsed` integer DEFAULT false NOT NULL,
	`finish` text,
	`isRemoved` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_by_number` ON `attempts` (`runId`,`idx`,`number`);--> statement-breakpoint
CREATE INDEX `attempts_live` ON `attempts` (`state`) WHERE state <> 'ended';--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_by_token` ON `attempts` (`tokenSha256`);--> statement-breakpoint
CREATE TABLE `command_keys` (
	`logId` text NOT NULL,
	`key` text NOT NULL,
	PRIMARY KEY(`logId`, `key`)
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`owner` text DEFAULT 'local' NOT NULL,
	`route` text NOT NULL,
	`key` text NOT NULL,
	`bodySha256` text NOT NULL,
	`answer` text,
	`createdAt` text NOT NULL,
	PRIMARY KEY(`owner`, `route`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_age` ON `idempotency_keys` (`createdAt`);--> statement-breakpoint
CREATE TABLE `installation` (
	`id` integer PRIMARY KEY NOT NULL,
	`installationId` text NOT NULL,
	`secret` blob NOT NULL,
	`epoch` integer NOT NULL,
	`gatewayPort` integer,
	`createdAt` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `logs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`lastSeq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `picks` (
	`runId` text PRIMARY KEY NOT NULL,
	`variation` integer NOT NULL,
	`attempt` integer NOT NULL,
	`note` text,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `run_parents` (
	`runId` text NOT NULL,
	`position` integer NOT NULL,
	`parentRun` text NOT NULL,
	`parentVariation` integer NOT NULL,
	`parentAttempt` integer,
	`strength` text,
	`keep` text,
	`design` text NOT NULL,
	PRIMARY KEY(`runId`, `position`)
);
--> statement-breakpoint
CREATE INDEX `run_parents_by_parent` ON `run_parents` (`parentRun`);--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text DEFAULT 'local' NOT NULL,
	`kind` text DEFAULT 'axolotl' NOT NULL,
	`brief` text NOT NULL,
	`seed` integer NOT NULL,
	`state` text NOT NULL,
	`budgetUsd` real,
	`priority` integer DEFAULT 0 NOT NULL,
	`labels` text NOT NULL,
	`traceparent` text,
	`createdAt` text NOT NULL,
	`endedAt` text,
	`deletedAt` text
);
--> statement-breakpoint
CREATE INDEX `runs_by_owner` ON `runs` (`owner`,`id`);--> statement-breakpoint
CREATE TABLE `segments` (
	`rowId` integer PRIMARY KEY NOT NULL,
	`logId` text NOT NULL,
	`firstSeq` integer NOT NULL,
	`lastSeq` integer NOT NULL,
	`offsets` blob NOT NULL,
	`encoding` text NOT NULL,
	`frames` blob NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `segments_by_last_seq` ON `segments` (`logId`,`lastSeq`);--> statement-breakpoint
CREATE TABLE `variations` (
	`runId` text NOT NULL,
	`idx` integer NOT NULL,
	`direction` text NOT NULL,
	`designer` text NOT NULL,
	`renderer` text NOT NULL,
	`model` text,
	`seed` integer NOT NULL,
	`wait` text,
	`attempt` integer NOT NULL,
	`design` text,
	PRIMARY KEY(`runId`, `idx`)
);
