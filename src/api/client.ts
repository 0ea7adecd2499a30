/**
 * The one way to a cluster, whichever side of the worker boundary or of the network it is on.
 * kubectl, the page and the tests hold a Client and know nothing else of the engine.
 */
import type { KubeObject, VirtualMs } from './meta.ts';
import type { Request, Response } from './request.ts';
import type { StreamChunk } from './frame.ts';
import type { WatchEvent } from './watch.ts';

export interface WatchHandle {
  stop(): void;
}

/** A running exec, attach or log stream. */
export interface Connection {
  readonly stream: string;
  /** Standard input; '\u0004' alone closes it. */
  send(data: string): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

export interface Client {
  /** Never rejects for an expected refusal: that is a Response with a Status. */
  request(request: Request): Promise<Response>;
  /** Tells every change from the request's resourceVersion on (or the present state first, without one). */
  watch(request: Request, tell: (event: WatchEvent<KubeObject>) => void): WatchHandle;
  /** Starts a stream; a refusal arrives as an exit chunk with the server's message. */
  connect(request: Request, tell: (chunk: StreamChunk) => void): Connection;
  /** The cluster's present time. */
  now(): VirtualMs;
  /** Wall-clock time of virtual time 0, RFC 3339. */
  readonly epoch: string;
}
