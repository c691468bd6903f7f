#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// A progressive file may hold any number of scans over the whole picture; encoders write about ten.
#define MOST_SCANS 200

struct jpeg_session {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    int truncated;
    uint32_t rows;    // decoded so far
    char message[IMAGE_MESSAGE_SIZE];
};

static void keep_message(struct jpeg_session *session, j_common_ptr codec) {
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    snprintf(session->message, sizeof session->message, "%s", text);
}

static void give_up(j_common_ptr codec) {
    struct jpeg_session *session = codec->client_data;
    keep_message(session, codec);
    longjmp(session->escape, 1);
}

static void note_warning(j_common_ptr codec, int level) {
    if (level >= 0) return;
    struct jpeg_session *session = codec->client_data;
    if (codec->err->num_warnings++ == 0) keep_message(session, codec);
    if (codec->err->msg_code == JWRN_JPEG_EOF) session->truncated = 1;
}

static void stay_silent(j_common_ptr codec) { (void)codec; }

static void limit_scans(j_common_ptr codec) {
    if (((j_decompress_ptr)codec)->input_scan_number > MOST_SCANS) ERREXIT(codec, JERR_BAD_PROGRESSION);
}

static void begin(struct jpeg_session *session) {
    session->codec.err = jpeg_std_error(&session->errors);
    session->errors.error_exit = give_up;
    session->errors.emit_message = note_warning;
    session->errors.output_message = stay_silent;
    session->codec.client_data = session;
}

static enum image_status failure(const struct jpeg_session *session) {
    return session->errors.msg_code == JERR_OUT_OF_MEMORY ? IMAGE_NO_MEMORY : IMAGE_CORRUPT;
}

// The session lives in the caller's frame: setjmp only vouches for variables that are not its own function's.
static enum image_status read_header(struct jpeg_session *session, const uint8_t *bytes, size_t count,
                                     struct image_header *header) {
    if (setjmp(session->escape)) return failure(session);
    jpeg_create_decompress(&session->codec);
    jpeg_mem_src(&session->codec, bytes, count);
    jpeg_read_header(&session->codec, TRUE);
    header->width = session->codec.image_width;
    header->height = session->codec.image_height;
    header->channels = 3;
    return IMAGE_OK;
}

enum image_status image_jpeg_header(const uint8_t *bytes, size_t count, struct image_header *header) {
    struct jpeg_session session;
    memset(&session, 0, sizeof session);
    begin(&session);
    enum image_status status = read_header(&session, bytes, count, header);
    memcpy(header->message, session.message, sizeof session.message);
    jpeg_destroy_decompress(&session.codec);
    return status;
}

// Adobe writes CMYK inverted, and so does everybody else: 255 is no ink.
static void rgb_from_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, uint32_t width) {
    for (uint32_t x = 0; x < width; x++) {
        unsigned paper = cmyk[4 * x + 3];
        for (int i = 0; i < 3; i++) rgb[3 * x + i] = (uint8_t)((cmyk[4 * x + i] * paper + 127) / 255);
    }
}

static enum image_status decode(struct jpeg_session *session, const uint8_t *bytes, size_t count, int eighths,
                                uint8_t *rgb, uint32_t width, uint32_t height) {
    if (setjmp(session->escape)) {
        if (session->rows == 0) return failure(session);
        // Some of the picture is better than none: the rest is grey, as where the data ends early.
        memset(rgb + (size_t)session->rows * width * 3, 128, (size_t)(height - session->rows) * width * 3);
        session->errors.num_warnings++;
        return IMAGE_OK;
    }
    j_decompress_ptr codec = &session->codec;
    jpeg_create_decompress(codec);
    session->progress.progress_monitor = limit_scans;
    codec->progress = &session->progress;
    jpeg_mem_src(codec, bytes, count);
    jpeg_read_header(codec, TRUE);
    codec->scale_num = (unsigned)eighths;
    codec->scale_denom = 8;
    int is_cmyk = codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
    codec->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(codec);
    if (codec->output_width != width || codec->output_height != height) ERREXIT(codec, JERR_BAD_LENGTH);
    JSAMPARRAY ink = is_cmyk ? codec->mem->alloc_sarray((j_common_ptr)codec, JPOOL_IMAGE, width * 4, 1) : NULL;
    for (; session->rows < height; session->rows++) {
        uint8_t *row = rgb + (size_t)session->rows * width * 3;
        if (jpeg_read_scanlines(codec, is_cmyk ? ink : &row, 1) != 1) ERREXIT(codec, JERR_BAD_LENGTH);
        if (is_cmyk) rgb_from_inverted_cmyk(ink[0], row, width);
    }
    jpeg_finish_decompress(codec);
    return IMAGE_OK;
}

enum image_status image_jpeg_decode(const uint8_t *bytes, size_t count, int eighths, uint8_t *rgb, uint32_t width,
                                    uint32_t height, struct image_outcome *outcome) {
    struct jpeg_session session;
    memset(&session, 0, sizeof session);
    begin(&session);
    enum image_status status = decode(&session, bytes, count, eighths, rgb, width, height);
    outcome->warnings = (int)session.errors.num_warnings;
    outcome->truncated = session.truncated;
    memcpy(outcome->message, session.message, sizeof session.message);
    jpeg_destroy_decompress(&session.codec);
    return status;
}
