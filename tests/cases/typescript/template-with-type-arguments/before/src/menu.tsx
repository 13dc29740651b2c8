import styled from 'styled-components';
import { OldButton } from './button';

export const MenuButton = styled(OldButton)<{
  $active?: boolean;
}>`
  ${OldButton}:hover & {
    opacity: ${({ $active }) => ($active ? 1 : 0)};
  }
`;
