import { NewStore } from './new';

function List<T>(props: { items: T[]; kind: unknown }) {
  return <p>{String(props.items)}</p>;
}

export const list = <List<NewStore> items={[new NewStore()]} kind={NewStore} />;
export const text = <p data-kind="NewStore.x">{new NewStore().get('a')}</p>;
