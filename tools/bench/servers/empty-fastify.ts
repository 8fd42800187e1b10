// The measure for a cache hit: the framework answering an empty JSON object to the same request.
import Fastify from 'fastify';
import { announce } from './announce.ts';

const fastify = Fastify();
fastify.post('/v1/chat/completions', async () => ({}));
await fastify.ready();
announce(fastify.server);
