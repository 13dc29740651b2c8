export { default } from '../Bar';
