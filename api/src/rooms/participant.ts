/** Who enters a room, as its server hears of them. No address: the others in the room could read it. */
export interface Participant {
	id: string;
	name: string;
	moderator: boolean;
	/** Came by an attendee's link: some rooms let moderators ask guests in. */
	guest: boolean;
}
