/**
 * What the page shows that claims a place:
 * - `claim`: it is asking for one
 * - `in`: this device has one
 * - `lost`: a newer device has it
 * - `no_room`: the room can't be had just now
 * - `away`: there is no network
 */
export type PlaceView = 'claim' | 'in' | 'lost' | 'no_room' | 'away';

/** A view's title, sentence, and button; without one there is nothing to press. */
export interface PlaceWords {
	title: string;
	words: string;
	button: string | null;
}

/** What the page's script is told by the page itself. */
export interface PlaceState {
	registration: string;
	/** When the place was lost, UTC ms in digits; empty where it wasn't. */
	lostAt: string;
	/** For Intl. */
	locale: string;
	/** `{time}` is filled in by the script: when a newer device came. */
	since: string;
	views: Record<PlaceView, PlaceWords>;
}
