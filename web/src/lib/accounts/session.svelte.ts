import { untrack } from 'svelte';
import type { Me } from '@foyer/shared/accounts';
import { api } from '#lib/api.ts';
import { deviceStorage } from '#lib/sync/device-storage.svelte.ts';
import type { DeviceOwner } from '#lib/sync/device.ts';
import { keepOnly, wipeDevice } from '#lib/sync/leave.ts';
import { leftBehind } from '#lib/sync/left-behind.svelte.ts';
import { chosenOrganisation, readMarker, type Marker } from './marker.ts';

const key = 'foyer.session';

const nobody: Marker = { state: 'signed_out', told: true };

const organisationsOf = ({ memberships }: Me): string[] =>
	memberships.map(({ organisation }) => organisation.id);

const ownersOf = (me: Me): DeviceOwner[] =>
	organisationsOf(me).map((organisationId) => ({ userId: me.user.id, organisationId }));

/**
 * Who is signed in on this device. Known at once and without network from what the device remembers;
 * brought up to date whenever there is contact. Other tabs follow.
 */
class Session {
	#marker: Marker = $state.raw(readMarker(localStorage.getItem(key)) ?? nobody);
	/** Names of organisations that one has just ceased to be a member of; emptied by who says so. */
	ceased = $state.raw<readonly string[]>([]);

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
		const readAnew = () => {
			this.#marker = readMarker(localStorage.getItem(key)) ?? nobody;
			if (this.#marker.state === 'signed_out') {
				forgetInTab();
				// What this tab was opening meanwhile may stand there anew.
				void wipeDevice();
			} else if (this.me) this.#lookBehind(this.me);
		};
		const fromOtherTab = (event: StorageEvent) => {
			if (event.key === key || event.key === null) readAnew();
		};
		// While the browser had put the page aside it heard nothing.
		const atReturn = ({ persisted }: PageTransitionEvent) => {
			if (persisted) readAnew();
		};
		const atContact = () => {
			if (document.visibilityState === 'visible') void this.refresh();
		};
		// Followed once, whoever is signed in: an effect that ran again at each answer would never stop asking.
		untrack(() => {
			atContact();
			this.#tidy();
		});
		addEventListener('storage', fromOtherTab);
		addEventListener('pageshow', atReturn);
		addEventListener('online', atContact);
		document.addEventListener('visibilitychange', atContact);
		return () => {
			removeEventListener('storage', fromOtherTab);
			removeEventListener('pageshow', atReturn);
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
			else this.#remember({ state: 'ended', me: before.me });
		} catch {
			// No contact, or a fault of the server: neither says that one is signed out.
		}
	}

	/**
	 * Remembers who signed in. What somebody else left here goes, and so does what one may no longer see; what
	 * was never sent stays.
	 */
	async accept(me: Me): Promise<void> {
		const before = this.#marker;
		const isSame = before.state !== 'signed_out' && before.me.user.id === me.user.id;
		const organisationId = before.state === 'signed_in' ? before.organisationId : null;
		this.#remember({
			state: 'signed_in',
			me,
			organisationId: chosenOrganisation(me, organisationId)
		});
		const present = new Set(organisationsOf(me));
		const ceased = isSame
			? before.me.memberships.filter(({ organisation }) => !present.has(organisation.id))
			: [];
		if (before.state !== 'signed_in') void deviceStorage.ask();
		if (ceased.length > 0) this.ceased = ceased.map(({ organisation }) => organisation.name);
		await keepOnly(ownersOf(me));
		this.#lookBehind(me);
	}

	#lookBehind(me: Me): void {
		void leftBehind.look(me.user.id, organisationsOf(me));
	}

	/** At a start: finishes what a closed tab had begun to delete, and finds what was left behind. */
	#tidy(): void {
		if (this.me) this.#lookBehind(this.me);
		else if (readMarker(localStorage.getItem(key))?.state === 'signed_out') void wipeDevice();
	}

	/** Shows another organisation that one is a member of. */
	choose(organisationId: string): void {
		if (this.#marker.state === 'signed_in') this.#remember({ ...this.#marker, organisationId });
	}

	/**
	 * Signs out on this device, in every tab, and deletes what it holds of anybody, with or without network.
	 * The server ends the session at the next contact.
	 */
	async signOut(): Promise<void> {
		// A tab that sleeps may hold the deletion up; the server is told meanwhile.
		await Promise.all([this.#leave(false), this.refresh()]);
	}

	/** Signs out on every device. Rejects where there is no contact; nothing has happened then. */
	async signOutEverywhere(): Promise<void> {
		await api.accounts.signOutEverywhere.mutate();
		await this.#leave(true);
	}

	async #leave(told: boolean): Promise<void> {
		this.#remember({ state: 'signed_out', told });
		forgetInTab();
		await wipeDevice();
	}

	async #tellSignedOut(): Promise<void> {
		await api.accounts.signOut.mutate();
		if (this.#marker.state === 'signed_out') this.#remember({ state: 'signed_out', told: true });
	}

	#remember(marker: Marker): void {
		localStorage.setItem(key, JSON.stringify(marker));
		this.#marker = marker;
	}
}

/** What this tab remembers by itself: drafts, and who was left. */
function forgetInTab(): void {
	sessionStorage.clear();
	leftBehind.forget();
}

export const session = new Session();
