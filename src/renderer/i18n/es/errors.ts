/** By ErrorCode. `{{...}}` are filled from the error's params. */
export const errors = {
  invalid_input: { message: 'Ese valor no es posible', hint: 'Revisa lo introducido e inténtalo de nuevo.' },
  unknown_command: { message: 'Esta consola es anterior a la cabina', hint: 'Vuelve a cargar esta página.' },
  not_allowed: { message: 'No permitido desde esta pantalla', hint: 'Hazlo en la consola del operador.' },
  not_found: { message: 'Ya no está ahí', hint: 'Puede que se haya quitado entretanto.' },
  not_possible_now: { message: 'No es posible ahora mismo', hint: 'Inténtalo de nuevo en un momento.' },
  internal: {
    message: 'Ocurrió algo inesperado',
    hint: 'Inténtalo de nuevo. Si se repite, abre la carpeta de registros.',
  },
  paused: { message: 'La cola está en pausa', hint: 'Reanuda la cola para tomar fotos.' },
  closing: { message: 'La consola se está cerrando', hint: 'Vuelve a abrirla para tomar fotos.' },
  disk_low: {
    message: 'El disco está casi lleno',
    hint: 'Haz sitio en el disco de este equipo: deben quedar 2 GB libres.',
  },
  no_camera: { message: 'Sin cámara', hint: 'Conecta una cámara o elige otra en Ajustes.' },
  camera_busy: { message: 'Otro programa usa la cámara', hint: 'Cierra el otro programa; la cámara vuelve sola.' },
  camera_denied: {
    message: 'La cámara no está permitida',
    hint: 'Permite el acceso a la cámara en la privacidad del sistema.',
  },
  camera_lost: { message: 'La cámara se desconectó', hint: 'Conéctala de nuevo; se encuentra sola.' },
  camera_silent: {
    message: 'La cámara no dio la foto a tiempo',
    hint: 'Pulsa otra vez. Si sigue igual, desconecta la cámara y vuelve a conectarla.',
  },
  interrupted_countdown: { message: 'Interrumpida antes de tomar la foto', hint: 'Pulsa otra vez: no se tomó nada.' },
  suspended: {
    message: 'El equipo se durmió durante la cuenta atrás',
    hint: 'Pulsa otra vez y desactiva la suspensión durante el evento.',
  },
  picture_empty: { message: 'El archivo de la foto está vacío', hint: 'Elige otro archivo.' },
  picture_unreadable: { message: 'La foto no se puede leer', hint: 'Puede estar dañada. Elige otro archivo.' },
  picture_too_large: { message: 'La foto es demasiado grande', hint: 'Como mucho 50 MB y 60 megapíxeles.' },
  picture_unsupported: { message: 'Ese tipo de archivo no sirve', hint: 'Usa JPEG, PNG o WebP.' },
  picture_timeout: { message: 'Leer la foto tardó demasiado', hint: 'Inténtalo de nuevo o usa una foto más pequeña.' },
  original_missing: { message: 'Falta la foto original', hint: 'Su archivo se quitó de la carpeta de datos.' },
  style_unknown: { message: 'Ese estilo no existe', hint: 'Elige otro estilo.' },
  style_broken: {
    message: 'Ese estilo está roto',
    message_named: 'El estilo «{{name}}» está roto',
    hint: 'Repara su style.json o elige otro estilo.',
  },
  backend_unknown: { message: 'Lo que hace este estilo no está instalado', hint: 'Elige otro estilo.' },
  backend_unavailable: {
    message: 'Nada puede generar este estilo ahora',
    hint: 'Arranca su servidor o elige un estilo integrado.',
  },
  generation_failed: { message: 'La generación falló', hint: 'Inténtalo de nuevo o elige otro estilo.' },
  generation_timeout: {
    message: 'La generación tardó demasiado',
    hint: 'Inténtalo de nuevo o elige un estilo más rápido.',
  },
  poison: { message: 'Esta foto falló tres veces', hint: 'Prueba con otro estilo.' },
  share_away: { message: 'La carpeta de salida no está', hint: 'Las fotos esperan aquí y salen solas cuando vuelva.' },
  share_full: {
    message: 'La carpeta de salida está llena',
    hint: 'Haz sitio en ella; las fotos esperan aquí entretanto.',
  },
  share_read_only: {
    message: 'No se puede escribir en la carpeta de salida',
    hint: 'Revisa sus permisos; las fotos esperan aquí entretanto.',
  },
  share_verify_failed: {
    message: 'Una copia no se leyó igual que se escribió',
    hint: 'Se intenta de nuevo. Revisa la unidad si se repite.',
  },
  name_invalid: { message: 'Ese nombre no es posible', hint: 'Usa otros campos o caracteres.' },
  settings_invalid: { message: 'El archivo de ajustes tenía errores', hint: 'Se guardó aparte; revisa Ajustes.' },
  settings_foreign: {
    message: 'No es un archivo de ajustes de una cabina de fotos',
    hint: 'Elige un archivo guardado con «Exportar ajustes».',
  },
  settings_newer: {
    message: 'Una versión más nueva guardó este archivo de ajustes',
    hint: 'Actualiza esta consola e impórtalo de nuevo.',
  },
  settings_changed: {
    message: 'Los ajustes cambiaron desde la vista previa',
    hint: 'Mira la vista previa otra vez y aplícala.',
  },
  event_unknown: { message: 'Ese evento ya no está en la lista', hint: 'Elige otro evento.' },
  event_in_use: {
    message: 'Este evento tiene {{jobs}} fotos',
    hint: 'Confirma para quitarlo de la lista; sus fotos se quedan.',
  },
  event_active: { message: 'Se están tomando fotos para este evento', hint: 'Elige antes otro evento.' },
  consent_missing: { message: 'El invitado aún no ha aceptado', hint: 'Muestra antes el texto del evento.' },
  overlay_unsuitable: {
    message: 'Esa imagen no sirve para superponer',
    hint: 'Usa un PNG con transparencia, de 8 MB y 8000 píxeles por lado como mucho.',
  },
  overlay_missing: {
    message: 'Falta la imagen superpuesta del evento',
    hint: 'Ponla otra vez en el evento y reintenta la foto.',
  },
  clock_jumped: {
    message: 'El reloj del equipo ha dado un salto',
    hint: 'Revisa la fecha y la hora. No se borra nada hasta que digas que están bien.',
  },
  data_folder_owned: {
    message: 'Otra consola usa esta carpeta de datos',
    hint: 'Ciérrala o elige otra carpeta de datos.',
  },
  port_taken: { message: 'Otro programa ocupa el puerto', hint: 'Elige otro puerto en Ajustes.' },
  pin_wrong: { message: 'PIN incorrecto', hint: 'Inténtalo de nuevo.' },
  pin_locked: { message: 'Demasiados intentos fallidos', hint: 'Espera un minuto.' },
  pin_unset: { message: 'No hay PIN', hint: 'Pon uno antes en Ajustes.' },
  too_busy: { message: 'Demasiado a la vez', hint: 'Inténtalo de nuevo en unos segundos.' },
} as const
