/** What the waiting page's script is told by the page itself. */
export interface WaitingState {
	/** The server's clock as it answered, UTC ms, in digits. */
	now: string;
	startsAt: number;
	/** When people are let in: early entry before the start. */
	opensAt: number;
	endsAt: number;
	timeZone: string;
	/** For Intl. */
	locale: string;
	revision: string;
	/** What the page hears the organizer's words by. */
	token: string;
	/** What it hears by what becomes of its own link; empty where that is nothing to it. */
	link: string;
	/** The page's own Content-Security-Policy, to be kept with it. */
	policy: string;
	/** Whether the device's worker answered, from what was kept. */
	kept: boolean;
	/** The registrant's calendar entry. */
	uid: string;
	title: string;
	texts: WaitingTexts;
}

/** `{time}` and `{count}` are filled in by the script. */
export interface WaitingTexts {
	yours: string;
	days: string;
	sayMinutes: string;
	sayMinute: string;
	shortly: string;
	past: string;
	open: string;
}

/** What the stream and the fallback say. */
export interface EventNews {
	now: number;
	revision: string | null;
	/** What the organizer tells those who wait; left out: to who has no waiting page. */
	message?: string;
	/** Over how many ms those told ask again. */
	within?: number;
}
