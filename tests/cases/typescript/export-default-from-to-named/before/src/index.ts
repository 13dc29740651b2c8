export { default } from './Foo';
