import { goto } from '$app/navigation';
import { page } from '$app/state';

/** The parameters of an address that a view keeps: all but what is open beside the list. */
const notKept = ['registrant'];

/** The parameters of this page's address. Following them follows navigation. */
export const paramsHere = (): URLSearchParams => new URLSearchParams(page.url.search);

/** What a list's address says of what it shows, without `?`. */
export function keptQuery(params: URLSearchParams): string {
	const kept = new URLSearchParams([...params].filter(([name]) => !notKept.includes(name)));
	return kept.toString();
}

/** An address here with other parameters. */
export const withParams = (pathname: string, params: URLSearchParams): string =>
	params.size > 0 ? `${pathname}?${params}` : pathname;

/**
 * Shows the list by other parameters.
 * @param replace whether one step back is what it was before, or else as it is now
 */
export const goToParams = (params: URLSearchParams, replace: boolean): Promise<void> =>
	goto(withParams(page.url.pathname, params), { replace, reset: false });

/** The same parameters with one of them set, or taken away (null). */
export function withParam(
	params: URLSearchParams,
	name: string,
	value: string | null
): URLSearchParams {
	const changed = new URLSearchParams(params);
	if (value === null) changed.delete(name);
	else changed.set(name, value);
	return changed;
}
