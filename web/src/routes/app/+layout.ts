export const csr = true;
export const ssr = false;
