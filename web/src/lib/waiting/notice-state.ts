/** What the script of a door that leads nowhere is told by the page itself. */
export interface NoticeScriptState {
	/** Seconds after which it asks again, in digits; empty where it doesn't. */
	again: string;
}
