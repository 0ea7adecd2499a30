/** What every measurement of the page is compared with: React, React Flow, and one node. */
import { ReactFlow } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/base.css';

const nodes = [{ id: 'only', position: { x: 0, y: 0 }, data: { label: 'only' } }];

createRoot(document.getElementById('root')!).render(<ReactFlow nodes={nodes} edges={[]} fitView />);
