/** Pages for who isn't signed in: without the app's frame, and open to everyone. */
export const load = () => ({ shell: false, open: true });
