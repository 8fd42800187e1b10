export { KeysPage as Component } from '../../features/keys/keys-page.tsx';
