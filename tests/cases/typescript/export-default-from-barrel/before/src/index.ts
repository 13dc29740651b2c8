export { default } from './Foo/index';
export { default as Widget } from './Foo/index';
