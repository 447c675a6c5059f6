import { error } from '@sveltejs/kit';

// Without this route an unknown address would fall out of the app's frame.
export const load = () => error(404);
