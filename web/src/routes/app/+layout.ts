import type { LayoutLoad } from './$types';

export const csr = true;
export const ssr = false;

/** The app's frame. Pages for who isn't signed in do without: theirs is the first code that a device asks for. */
export const load: LayoutLoad = async ({ route }) => ({
	Shell: route.id?.startsWith('/app/(account)')
		? null
		: (await import('#lib/shell/Shell.svelte')).default
});
