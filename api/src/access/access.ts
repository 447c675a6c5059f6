import type { Context } from '../context.ts';
import type { Kit } from '../pages/kit.ts';
import { WaitingCounts } from '../presence/presence.ts';
import type { Rooms } from '../rooms/rooms.ts';
import { AccessCache, type CacheLimits } from './access-cache.ts';
import { AccessLog } from './access-log.ts';
import { AccessPages } from './access-pages.ts';
import { accessRoutes, type AccessRoutes } from './access.routes.ts';
import { LinkDevices } from './link-devices.ts';
import { placeRoutes } from './place.routes.ts';
import { Places } from './places.ts';
import { RoomEntries } from './room-entries.ts';
import { Viewers } from './viewers.ts';

/** The way in, as one process serves it. */
export interface Access extends AccessRoutes {
	/** What the process knows of events, kept right by the feed. */
	cache: AccessCache;
	/** Claims of places in rooms whose events limit devices. */
	places: ReturnType<typeof placeRoutes>;
	/** The doors that say why they lead nowhere; the missing page among them. */
	pages: AccessPages;
	/** Who opened which link. */
	log: AccessLog;
	/** Sends those who wait to another process. */
	leave(): void;
	/** Writes the access log out, once nobody asks any more. */
	close(): Promise<void>;
}

/** @param parts what the whole process shares */
export function openAccess(
	context: Context,
	{ kit, rooms }: { kit: Kit; rooms: Rooms },
	limits?: Partial<CacheLimits>
): Access {
	const cache = new AccessCache(context, limits);
	const entries = new RoomEntries(context);
	const log = new AccessLog(context, (openings) => entries.note(openings));
	const devices = new LinkDevices(context);
	const pages = new AccessPages(context, kit);
	const viewers = new Viewers(context, cache);
	const places = new Places(context, cache);
	const waiting = new WaitingCounts(context, viewers);
	return {
		...accessRoutes({ context, cache, pages, log, devices, viewers, places, rooms }),
		places: placeRoutes({ context, kit, cache, pages, log, places, rooms }),
		cache,
		pages,
		log,
		leave() {
			viewers.close();
			places.close();
		},
		async close() {
			await cache.close();
			await log.flush();
			await entries.flush();
			await devices.flush();
			await waiting.close();
		}
	};
}
