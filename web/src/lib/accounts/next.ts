const home = '/app/';

/** The way to the sign-in page that leads back to where one wanted. */
export function signInHref(wanted: { pathname: string; search: string }): string {
	const next = wanted.pathname + wanted.search;
	return next === home || next === '/app'
		? '/app/sign-in'
		: `/app/sign-in?next=${encodeURIComponent(next)}`;
}

/** Where to go after signing in: a page of the app, never another site. */
export function nextHref(next: string | null): string {
	const base = 'https://foyer.invalid';
	if (next === null || !URL.canParse(next, base)) return home;
	const url = new URL(next, base);
	const isOurs = url.origin === base && url.pathname.startsWith(home);
	return isOurs ? url.pathname + url.search + url.hash : home;
}
