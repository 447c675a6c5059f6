export const csr = false;
export const ssr = true;
export const trailingSlash = 'ignore';
