import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { readEnvironment } from './config/environment.js';
import { openApiOf, placeRoutes } from './openapi.js';

/** Writes the OpenAPI document to the file that it is given, without a database and without listening. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: node print-openapi.js <file>');

const module = AppModule.of(readEnvironment({}), { url: 'postgres://unused' });
const application = await NestFactory.create(module, { preview: true, logger: ['error'], abortOnError: false });
placeRoutes(application);
await writeFile(file, `${JSON.stringify(openApiOf(application), null, 2)}\n`);
