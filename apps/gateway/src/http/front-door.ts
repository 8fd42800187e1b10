import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ERRORS, type ErrorCode } from '@llm-cost-optimizer/contracts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Paths of the model API, with and without `/v1`. Everything else is the admin side. */
const MODEL_API =
  /^\/(?:v1|chat\/completions|route|messages|responses|completions|embeddings|generations|feedback)(?:[/?]|$)/;
/** Ollama's own API, which lies below the same folder as the admin API. */
const OLLAMA_API =
  /^\/api\/(?:chat|generate|embed|embeddings|tags|show|version|ps|pull|push|create|copy|delete|blobs\/[^/?]+)(?:[/?]|$)/;
/** Groq's own client puts this before `/v1`, wherever it is pointed to. */
const CLIENT_PREFIX = '/openai';
/** Also a page of the dashboard: who asks for HTML means that one. */
const MODELS = /^\/models(?:[/?]|$)/;

/** How long a client may take to send its request, in milliseconds. */
export interface FrontDoorLimits {
  readonly headMs: number;
  readonly requestMs: number;
  /** How often the limits are looked at. */
  readonly checkMs: number;
}

/** Long prompts over slow lines take their time; the head must come quickly all the same. */
const LIMITS: FrontDoorLimits = { headMs: 30_000, requestMs: 300_000, checkMs: 10_000 };

export interface FrontDoor {
  readonly server: Server;
  /** Takes the listener for the model API; may be called again, requests under way stay with the old one. */
  serveModelApi(listener: Listener): void;
  serveAdmin(listener: Listener): void;
}

/**
 * One HTTP server in front of two applications: the model API on bare Fastify, the admin side on Nest. They are kept
 * apart because every hook that Nest adds to its Fastify would run for every completion too.
 */
export function createFrontDoor(limits: FrontDoorLimits = LIMITS): FrontDoor {
  let modelApi: Listener = notReady;
  let admin: Listener = notReady;
  const server = createServer(
    {
      noDelay: true,
      // Longer than the 60 s after which load balancers usually drop idle connections: the other side closes first.
      keepAliveTimeout: 72_000,
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
    },
    (request, response) => {
      if (request.url?.startsWith(`${CLIENT_PREFIX}/v1/`)) request.url = request.url.slice(CLIENT_PREFIX.length);
      if (isForModelApi(request)) modelApi(request, response);
      else admin(request, response);
    },
  );
  return {
    server,
    serveModelApi(listener) {
      modelApi = listener;
    },
    serveAdmin(listener) {
      admin = listener;
    },
  };
}

function isForModelApi({ url = '', headers }: IncomingMessage): boolean {
  if (MODEL_API.test(url) || OLLAMA_API.test(url)) return true;
  return MODELS.test(url) && headers.accept?.includes('text/html') !== true;
}

/** Between listening and being ready there is nobody to answer. */
function notReady(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
}

interface BrokenRequest {
  readonly status: string;
  readonly code: ErrorCode;
  readonly message: string;
}

const BROKEN: Readonly<Record<string, BrokenRequest>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'invalid_request',
    message: 'The headers of the request are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive completely in time.',
  },
};
const NOT_HTTP: BrokenRequest = {
  status: '400 Bad Request',
  code: 'invalid_request',
  message: 'This is not a well-formed HTTP request.',
};

/**
 * Answers, in the error envelope, what never became a request: broken HTTP, endless headers, a body that does not come.
 * Returns the error code for the count of rejected input; null when there was nobody to answer.
 */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): ErrorCode | null {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return null;
  }
  const { status, code, message } = BROKEN[error.code ?? ''] ?? NOT_HTTP;
  const { type, wireCode } = ERRORS[code];
  const body = JSON.stringify({ error: { message, type, param: null, code: wireCode } });
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-should-retry: false\r\nconnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
  return code;
}
