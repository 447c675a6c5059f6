/** Pages for who isn't signed in: open to everyone. */
export const load = () => ({ open: true });
