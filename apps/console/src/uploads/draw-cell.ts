import type { Cell } from '@waybill/page-uploads';

/** Each state has a colour and a shape of its own: the map is read without colours, too. */
export function drawCell(
  canvas: CanvasRenderingContext2D,
  cell: Cell,
  colour: string,
  [x, y, size]: readonly [number, number, number],
): void {
  canvas.fillStyle = canvas.strokeStyle = colour;
  canvas.lineWidth = Math.max(1, size / 6);
  const inset = canvas.lineWidth / 2;
  switch (cell) {
    case 'waiting':
      return canvas.fillRect(x + size * 0.35, y + size * 0.35, size * 0.3, size * 0.3);
    case 'sending':
      return canvas.strokeRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
    case 'sent':
      canvas.strokeRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
      return canvas.fillRect(x, y + size / 2, size, size / 2);
    case 'confirmed':
      return canvas.fillRect(x, y, size, size);
    case 'reused':
      canvas.beginPath();
      canvas.arc(x + size / 2, y + size / 2, size / 2, 0, 2 * Math.PI);
      return canvas.fill();
    case 'corrupt':
      canvas.beginPath();
      canvas.moveTo(x + inset, y + inset);
      canvas.lineTo(x + size - inset, y + size - inset);
      canvas.moveTo(x + size - inset, y + inset);
      canvas.lineTo(x + inset, y + size - inset);
      return canvas.stroke();
  }
}
