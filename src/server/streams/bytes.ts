/** What a stream carries, as bytes. */
import { hasRawBytes, rawBytes } from '#api/machinery/rawText.ts';

export function bytesOf(data: string): Buffer {
  return hasRawBytes(data) ? Buffer.from(rawBytes(data)) : Buffer.from(data, 'utf8');
}
