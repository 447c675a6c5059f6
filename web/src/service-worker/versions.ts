/** What of `CacheStorage` is needed to tell versions apart. */
export type Caches = Pick<CacheStorage, 'keys' | 'open' | 'delete' | 'match'>;

const prefix = 'foyer-app-';

/** Where it stands when each version took over. */
const tookOver = 'foyer-took-over';

/** The cache that holds a version's files. */
export const cacheOf = (version: string): string => prefix + version;

const entryOf = (cache: string): string => `/${cache}`;

/** A file of any version that is kept: a tab still running the version before finds its own too. */
export async function fromAny(
	caches: Caches,
	request: Request,
	fetch: (request: Request) => Promise<Response>
): Promise<Response> {
	return (await caches.match(request)) ?? fetch(request);
}

/**
 * Keeps a version that takes over, and the one that was in force until now, whose tabs go on. One that was fetched
 * before it and never taken is nobody's: it goes with the older ones. One after it may still be arriving.
 */
export async function keepTwo(caches: Caches, version: string, now: number): Promise<void> {
	const current = cacheOf(version);
	const versions = (await caches.keys()).filter((name) => name.startsWith(prefix));
	const times = await timesOf(caches, versions);
	const others = versions.filter((name) => name !== current);
	// `keys` is in order of creation.
	const isArriving = (name: string) =>
		!times.has(name) && versions.indexOf(name) > versions.indexOf(current);
	// Versions of before didn't note when they took over: the latest that was fetched counts.
	const before = others
		.filter((name) => !isArriving(name))
		.reduce<string | undefined>(
			(latest, name) =>
				latest !== undefined && (times.get(name) ?? 0) < (times.get(latest) ?? 0) ? latest : name,
			undefined
		);
	const noted = await caches.open(tookOver);
	await noted.put(entryOf(current), new Response(String(now)));
	await Promise.all(
		others
			.filter((name) => name !== before && !isArriving(name))
			.map(async (name) => {
				await caches.delete(name);
				await noted.delete(entryOf(name));
			})
	);
}

/** By version, when it last took over; absent where it never did. */
async function timesOf(caches: Caches, versions: readonly string[]): Promise<Map<string, number>> {
	const noted = await caches.open(tookOver);
	const times = new Map<string, number>();
	for (const name of versions) {
		const time = await noted.match(entryOf(name));
		if (time) times.set(name, Number(await time.text()));
	}
	return times;
}
