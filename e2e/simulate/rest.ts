import type { Phone } from './phone.ts';
import type { World } from './world.ts';

/** Rounds after which nothing moves any more: what one device sends, the others fetch, and what comes of it. */
const rounds = 4;

/** The network is whole again, and everyone syncs until nothing moves. */
export async function pause(phones: readonly Phone[]): Promise<void> {
	for (const phone of phones) phone.network.faultiness = 0;
	for (let round = 0; round < rounds; round++) {
		for (const phone of phones) {
			await phone.network.quiet();
			await phone.tab();
			for (const { engine } of [...phone.tabs]) await engine.sync();
		}
	}
}

/** The same for good: each device has one more tab in the end. */
export async function settle(phones: readonly Phone[]): Promise<void> {
	await pause(phones);
	// One more tab of each, which reads the disk anew.
	for (const phone of phones) {
		for (const { power } of phone.tabs) power.disarm();
		await phone.open();
	}
}

/** What is wrong once nothing moves: devices and server agree, and each mutation was applied once or is listed. */
export async function faultsAtRest(world: World, phones: readonly Phone[]): Promise<string[]> {
	const listed = new Set(phones.flatMap((phone) => phone.refused));
	const faults = await world.faultsAtRest(listed);
	for (const phone of phones) faults.push(...(await phone.faultsAtRest()));
	return [...new Set(faults)];
}
