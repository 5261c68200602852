/** Those of `errors` that come of TouchDesigner. */
export const touchdesignerErrors = {
  td_absent: {
    message: 'No hay ningún TouchDesigner conectado',
    hint: 'Abre su proyecto. Ajustes, TouchDesigner dice adónde tiene que conectarse.',
  },
  td_chosen_absent: {
    message: 'La máquina activa {{machine}} no está conectada',
    hint: 'Abre su proyecto o activa otra máquina en Ajustes, TouchDesigner.',
  },
  td_busy: { message: 'TouchDesigner trabaja en otra foto', hint: 'Esta sigue en cuanto aquella esté lista.' },
  td_occupied: {
    message: 'TouchDesigner quizá siga con una foto que se dio por perdida',
    hint: 'Espera su archivo o libera el puesto en Ajustes, TouchDesigner cuando esté quieto.',
  },
  td_scripts_needed: {
    message: 'Este proyecto de TouchDesigner no puede pasar su foto a otro estilo ni recibir una de aquí',
    hint: 'Usa su propia cámara con el estilo TouchDesigner o instala los nuevos scripts (Ajustes, TouchDesigner).',
  },
  td_gone: {
    message: 'TouchDesigner en {{machine}} se fue durante la foto',
    hint: 'Abre su proyecto y reintenta. Si su archivo aún llega, se toma igualmente.',
  },
  td_lost: {
    message: 'TouchDesigner en {{machine}} ya no sabe nada de esta foto',
    hint: 'Su proyecto se abrió de nuevo. Haz la foto otra vez.',
  },
  td_failed: { message: 'TouchDesigner no pudo hacer la foto', hint: 'Mira lo que dice y reintenta.' },
  td_silent: {
    message: 'TouchDesigner no dio avance ni archivo durante {{seconds}} s',
    hint: '¿Está listo su componente y guarda en la carpeta de salida? Después reintenta.',
  },
  td_same_picture: {
    message: 'TouchDesigner entregó otra vez la foto anterior: rechazada',
    hint: 'Su proyecto guarda antes de tener la foto nueva. Reintenta; los nuevos scripts no lo hacen.',
  },
  td_no_file: {
    message: 'TouchDesigner guardó {{fileName}}, pero no llegó aquí en {{seconds}} s',
    hint: '¿Está sincronizada la unidad en ambas máquinas y es correcta la carpeta de aquella?',
  },
} as const
