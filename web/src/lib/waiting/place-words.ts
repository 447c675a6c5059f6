import type { PlacePage } from '@foyer/shared/pages';
import { formattingLocale } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';
import type { PlaceState, PlaceView, PlaceWords } from './place-state.ts';

/** What the page that claims a place says, in each of its views. */
export const placeViews = ({ limit }: Pick<PlacePage, 'limit'>): Record<PlaceView, PlaceWords> => ({
	claim: { title: m.waiting_open(), words: m.place_claim_text(), button: m.place_enter() },
	in: {
		title: m.place_in_title(),
		words: m.place_in_text({ count: limit }),
		button: m.place_back()
	},
	lost: {
		title: m.place_lost_title(),
		words: m.place_lost_text({ count: limit }),
		button: m.place_here()
	},
	no_room: {
		title: m.notice_room_unavailable_title(),
		words: m.notice_room_unavailable_text(),
		button: null
	},
	away: { title: m.place_away_title(), words: m.place_away_text(), button: null }
});

/** What the page's script needs to know, in the page's language. */
export const placeState = (page: PlacePage): PlaceState => ({
	registration: page.slots.registration,
	lostAt: page.slots.lostAt,
	locale: formattingLocale(),
	since: m.place_lost_since({ time: '{time}' }),
	views: placeViews(page)
});
