/** Version of the product; a spec compares it with the package. */
export const VERSION = '0.1.0';
