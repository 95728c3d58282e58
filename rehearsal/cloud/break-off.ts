/** Ends a connection without an answer, whatever its client has done to it meanwhile. */
import type { Socket } from 'node:net';

/**
 * Resets it; where it is being shut down already, as when the client was killed, just ends it. A reset in the middle of a
 * shutdown is refused (`EINVAL`) and leaves a handle behind that keeps the process from ever exiting. Seen with Node 24.21.
 */
export const breakOff = (socket: Socket): void => {
  if (socket.writable) socket.resetAndDestroy();
  else socket.destroy();
};
