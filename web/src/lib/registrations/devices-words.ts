import { formatNumber } from '#lib/i18n/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** On how many devices a link was used. */
export const devicesWords = (devices: number): string =>
	m.registrations_devices({ count: devices, shown: formatNumber(devices) });
