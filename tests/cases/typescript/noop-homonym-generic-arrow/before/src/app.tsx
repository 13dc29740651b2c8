export const same = <OldStore,>(value: OldStore): OldStore => value;
export const view = <p>{same('a')}</p>;
