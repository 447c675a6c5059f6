import { expect, test } from 'vitest';
import { fragments } from '@foyer/shared/entities';
import { standingOf } from '@foyer/shared/standings';
import type { WireRow } from '@foyer/shared/sync';
import type { DataStore } from './data-store.ts';
import { LocalReplica } from './replica.ts';
import { ofEvent } from './partitions.ts';

const registered = (personId: string, more: Record<string, unknown> = {}): WireRow => {
	const values: Record<string, unknown> = { personId, status: 'registered', ...more };
	return [personId, ...fragments.registrations.columns.map((column) => values[column] ?? null)];
};

test('who has a place is asked anew where rows were dropped, also while it was being made', async () => {
	let rows = [registered('ada')];
	let beforeLoaded = () => {};
	const data = {
		state: async () => ({ sequence: 1 }),
		partitions: async () => [ofEvent('event')],
		load: async () => {
			const chunks = [{ fragment: 'registrations', rows, gone: [] }];
			beforeLoaded();
			return { chunks };
		},
		news: async () => null
	} as unknown as DataStore;
	const server = { pull: () => Promise.reject(new Error('away')) };
	const replica = new LocalReplica({ organisationId: '', server, data, now: Date.now });
	expect(await replica.placesOf(['ada'])).toEqual([1]);
	rows = [];
	await replica.news(5);
	expect(await replica.placesOf(['ada'])).toEqual([0]);

	rows = [registered('ada')];
	await replica.news(5);
	beforeLoaded = () => {
		beforeLoaded = () => {};
		rows = [];
		void replica.news(5);
	};
	await replica.placesOf(['ada']);
	expect(await replica.placesOf(['ada'])).toEqual([0]);
});

test('who has a registration of a standing, for an event or for any, cancelled ones aside unless they came', async () => {
	const rows: Record<string, WireRow[]> = {
		gala: [
			registered('ada', { mailState: 'rejected', admittedAt: 5 }),
			registered('bo', { mailState: 'sent' }),
			registered('cy', { status: 'cancelled', mailState: 'rejected', ledInAt: 6 })
		],
		ball: [registered('bo', { status: 'waiting_list', mailState: 'rejected', ledInAt: 7 })]
	};
	const data = {
		state: async () => ({ sequence: 1 }),
		partitions: async () => Object.keys(rows).map(ofEvent),
		load: async (partition: string) => ({
			chunks: [{ fragment: 'registrations', rows: rows[partition] ?? [], gone: [] }]
		})
	} as unknown as DataStore;
	const server = { pull: () => Promise.reject(new Error('away')) };
	const replica = new LocalReplica({ organisationId: '', server, data, now: Date.now });
	expect(
		await replica.withStandings([
			standingOf.registered('gala'),
			standingOf.registered(null),
			standingOf.mailed(null, 'rejected'),
			standingOf.mailed('gala', 'rejected'),
			standingOf.attended('gala'),
			standingOf.attended(null)
		])
	).toEqual([
		['ada', 'bo'],
		['ada', 'bo'],
		['ada', 'bo'],
		['ada'],
		['ada', 'cy'],
		['ada', 'bo', 'cy']
	]);
});
