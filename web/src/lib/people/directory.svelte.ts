import type { Person } from '@foyer/shared/people';
import { Listing } from '#lib/lists/listing.svelte.ts';
import { peopleIndexing } from './people-index.ts';

/** The organisation's people as the list shows them. */
export const directory = new Listing<Person>(peopleIndexing());
