import { publicPage } from '#lib/server/public-page.ts';

export const load = () => ({ page: publicPage('stage') });
