/** How often an open stream says that it is still there, in ms. */
export const heartbeatMs = 25_000;
