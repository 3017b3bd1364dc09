import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./api/store/schema.ts', './api/store/schema-access.ts', './api/store/schema-batches.ts'],
  out: './api/store/migrations',
})
