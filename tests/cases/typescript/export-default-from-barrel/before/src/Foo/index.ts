export { default } from '../Foo';
