import { OldStore } from './legacy';

function List<T>(props: { items: T[]; kind: unknown }) {
  return <p>{String(props.items)}</p>;
}

export const list = <List<OldStore> items={[new OldStore()]} kind={OldStore} />;
export const text = <p data-kind="OldStore.x">{new OldStore().get('a')}</p>;
