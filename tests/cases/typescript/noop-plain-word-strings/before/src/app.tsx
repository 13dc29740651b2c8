const labels = { Session: 'Session', Barn: 'Barn' };

export const view = <p title="Session">Session {labels['Session']}</p>;
export const kind: 'Session' | 'Barn' = 'Session';
