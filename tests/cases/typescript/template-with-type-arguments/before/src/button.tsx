import styled from 'styled-components';

export const OldButton = styled.div<{ $wide: boolean }>`
  width: ${(props) => (props.$wide ? `${100}%` : 'auto')};
`;
