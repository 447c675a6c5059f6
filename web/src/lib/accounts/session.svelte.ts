import type { Me } from '@foyer/shared/accounts';
import { api } from '#lib/api.ts';
import { changesLeft, wipe } from '#lib/sync/leave.ts';
import type { DeviceOwner } from '#lib/sync/local.svelte.ts';
import { chosenOrganisation, readMarker, type Marker } from './marker.ts';

const key = 'foyer.session';

const ownersOf = (me: Me): DeviceOwner[] =>
	me.memberships.map(({ organisation }) => ({
		userId: me.user.id,
		organisationId: organisation.id
	}));

/**
 * Who is signed in on this device. Known at once and without network from what the device remembers;
 * brought up to date whenever there is contact. Other tabs follow.
 */
class Session {
	#marker: Marker = $state.raw(readMarker(localStorage.getItem(key)));

	get me(): Me | null {
		return this.#marker.state === 'signed_in' ? this.#marker.me : null;
	}

	/** The chosen organisation, and as who one acts in it. */
	get membership(): Me['memberships'][number] | null {
		if (this.#marker.state !== 'signed_in') return null;
		const { me, organisationId } = this.#marker;
		return me.memberships.find(({ organisation }) => organisation.id === organisationId) ?? null;
	}

	/** Whose copy of the data is shown. */
	readonly #ownerKey = $derived(
		this.me && this.membership ? `${this.me.user.id} ${this.membership.organisation.id}` : null
	);
	get owner(): DeviceOwner | null {
		const [userId, organisationId] = this.#ownerKey?.split(' ') ?? [];
		return userId && organisationId ? { userId, organisationId } : null;
	}

	/** Who was signed in until the server ended it; null in any other case. */
	get ended(): Me['user'] | null {
		return this.#marker.state === 'ended' ? this.#marker.me.user : null;
	}

	/** Follows the other tabs and the server. @returns a function that stops */
	follow(): () => void {
		const fromOtherTab = (event: StorageEvent) => {
			if (event.key === key || event.key === null)
				this.#marker = readMarker(localStorage.getItem(key));
		};
		const atContact = () => {
			if (document.visibilityState === 'visible') void this.refresh();
		};
		atContact();
		addEventListener('storage', fromOtherTab);
		addEventListener('online', atContact);
		document.addEventListener('visibilitychange', atContact);
		return () => {
			removeEventListener('storage', fromOtherTab);
			removeEventListener('online', atContact);
			document.removeEventListener('visibilitychange', atContact);
		};
	}

	/** Asks the server, where there is contact; without, what is remembered stays. */
	async refresh(): Promise<void> {
		const before = this.#marker;
		try {
			if (before.state === 'signed_out' && !before.told) return await this.#tellSignedOut();
			if (before.state !== 'signed_in') return;
			const me = await api.accounts.me.query();
			if (this.#marker !== before) return;
			if (me) await this.accept(me);
			else await this.#end(before.me);
		} catch {
			// No contact, or a fault of the server: neither says that one is signed out.
		}
	}

	/** Remembers who signed in. What somebody else left here goes, unless some of it was never sent. */
	async accept(me: Me): Promise<void> {
		const before = this.#marker;
		const organisationId = before.state === 'signed_in' ? before.organisationId : null;
		this.#remember({
			state: 'signed_in',
			me,
			organisationId: chosenOrganisation(me, organisationId)
		});
		if (before.state === 'signed_out') return;
		if (before.me.user.id === me.user.id) {
			// What one may no longer see leaves the device.
			const present = new Set(me.memberships.map(({ organisation }) => organisation.id));
			await wipe(ownersOf(before.me).filter((owner) => !present.has(owner.organisationId)));
			return;
		}
		if (before.state === 'signed_in' || before.waiting === 0) await wipe(ownersOf(before.me));
	}

	/** Shows another organisation that one is a member of. */
	choose(organisationId: string): void {
		if (this.#marker.state === 'signed_in') this.#remember({ ...this.#marker, organisationId });
	}

	/**
	 * Signs out on this device, in every tab, and deletes what it holds, with or without network. The
	 * server ends the session at the next contact.
	 */
	async signOut(): Promise<void> {
		await this.#leave(false);
		await this.refresh();
	}

	/** Signs out on every device. @throws Unreachable; nothing has happened then */
	async signOutEverywhere(): Promise<void> {
		await api.accounts.signOutEverywhere.mutate();
		await this.#leave(true);
	}

	async #leave(told: boolean): Promise<void> {
		const before = this.#marker;
		this.#remember({ state: 'signed_out', told });
		if (before.state === 'signed_in') await wipe(ownersOf(before.me));
	}

	async #tellSignedOut(): Promise<void> {
		await api.accounts.signOut.mutate();
		if (this.#marker.state === 'signed_out') this.#remember({ state: 'signed_out', told: true });
	}

	async #end(me: Me): Promise<void> {
		const waiting = await changesLeft();
		this.#remember({ state: 'ended', me, waiting });
	}

	#remember(marker: Marker): void {
		localStorage.setItem(key, JSON.stringify(marker));
		this.#marker = marker;
	}
}

export const session = new Session();
