/**
 * Who is there, as far as it can be known. A page that waits holds a stream, so those are counted as they are;
 * of a room that stands elsewhere Foyer knows who was let in, and not who leaves it again.
 */
export interface Presence {
	/** The server's clock as it counted, UTC ms. */
	now: number;
	/** Pages that wait for the event now. */
	waiting: number;
	/** Registrants who were let into the room since the event started. */
	letIn: number;
	/** Registrants who have come, to wait or straight in, since an hour before the start. */
	arrived: number;
	/** Of the last hours: the minutes in which any of them came first (when it began, UTC ms), and how many did. */
	arrivals: [minute: number, arrived: number][];
}
