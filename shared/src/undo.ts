/** For how long a deed can be undone from the message that tells of it, in ms. */
export const undoMs = 10_000;

/**
 * For how long mail that an organizer's deed causes waits in its outbox, in ms, from when the server took the deed:
 * long enough for an undo in the last instant to arrive.
 */
export const mailHoldMs = undoMs + 3_000;
