CREATE TABLE `calls` (
	`attemptId` text NOT NULL,
	`id` text NOT NULL,
	`runId` text NOT NULL,
	`idx` integer NOT NULL,
	`number` integer NOT NULL,
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`maxCostUsd` real,
	`requestSha256` text NOT NULL,
	`state` text NOT NULL,
	`handle` text,
	`createdAt` text NOT NULL,
	`settledAt` text,
	`inputTokens` integer,
	`outputTokens` integer,
	`cachedTokens` integer,
	`firstTokenMs` integer,
	`ms` integer,
	`costUsd` real,
	PRIMARY KEY(`attemptId`, `id`)
);
--> statement-breakpoint
CREATE INDEX `calls_by_run` ON `calls` (`runId`);--> statement-breakpoint
CREATE INDEX `calls_open` ON `calls` (`createdAt`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `usage_days` (
	`day` text PRIMARY KEY NOT NULL,
	`calls` integer NOT NULL,
	`inputTokens` integer,
	`outputTokens` integer,
	`costUsd` real,
	`countedUsd` real NOT NULL
);
--> statement-breakpoint
ALTER TABLE `attempts` ADD `budgetRefusedAt` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `budgetRaisedAt` text;