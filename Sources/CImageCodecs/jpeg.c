#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// A progressive file may hold any number of scans over the whole picture; encoders write about ten.
#define MOST_SCANS 200

// Some cameras leave bytes behind the picture's last, before the end mark; more than this part of the file is picture left unread.
#define MOST_LEFT_OVER 10

struct jpeg_session {
    struct jpeg_decompress_struct codec;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    enum image_wholeness wholeness;
    size_t count;          // bytes of the file
    int has_ended;         // the data ran out
    unsigned components;   // those that had a scan, as bits
    uint32_t rows;         // decoded so far
    uint32_t whole_rows;   // decoded before anything was lost
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

static void judge(struct jpeg_session *session, enum image_wholeness wholeness) {
    if (wholeness <= session->wholeness) return;
    if (session->wholeness < IMAGE_INCOMPLETE && wholeness >= IMAGE_INCOMPLETE) session->whole_rows = session->rows;
    session->wholeness = wholeness;
    keep_message(session, (j_common_ptr)&session->codec);
}

// Rules that files break without losing a pixel: a revision, a parameter, a profile; bytes between the segments.
static int costs_nothing(const struct jpeg_session *session) {
    const struct jpeg_error_mgr *errors = &session->errors;
    switch (errors->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
        return 1;
    case JWRN_EXTRANEOUS_DATA: {
        // Before a restart marker, they are a part of the picture that could not be read.
        int marker = errors->msg_parm.i[1];
        int is_restart = marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7;
        return !is_restart && (size_t)errors->msg_parm.i[0] <= session->count / MOST_LEFT_OVER;
    }
    default:
        return 0;
    }
}

static void note_warning(j_common_ptr codec, int level) {
    if (level >= 0) return;
    struct jpeg_session *session = codec->client_data;
    codec->err->num_warnings++;
    if (codec->err->msg_code == JWRN_JPEG_EOF) {
        // Whether more than the end is missing will be seen.
        session->has_ended = 1;
        judge(session, IMAGE_FLAWED);
    } else if (costs_nothing(session)) {
        judge(session, IMAGE_FLAWED);
    } else {
        judge(session, session->has_ended ? IMAGE_INCOMPLETE : IMAGE_DAMAGED);
    }
}

static void stay_silent(j_common_ptr codec) { (void)codec; }

// Called before each step through the data.
static void watch_scans(j_common_ptr common) {
    j_decompress_ptr codec = (j_decompress_ptr)common;
    if (codec->input_scan_number > MOST_SCANS) ERREXIT(codec, JERR_BAD_PROGRESSION);
    struct jpeg_session *session = codec->client_data;
    for (int i = 0; i < codec->comps_in_scan; i++) session->components |= 1u << codec->cur_comp_info[i]->component_index;
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
    header->is_arithmetic = session->codec.arith_code != 0;
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

// Whether a file of several scans had all that its picture needs: every component, and of a progressive one every coefficient, to
// its last bit.
static int has_every_scan(const struct jpeg_session *session) {
    const struct jpeg_decompress_struct *codec = &session->codec;
    for (int component = 0; component < codec->num_components; component++) {
        if (!(session->components >> component & 1)) return 0;
        for (int place = 0; codec->coef_bits != NULL && place < DCTSIZE2; place++) {
            if (codec->coef_bits[component][place] != 0) return 0;
        }
    }
    return 1;
}

static enum image_status decode(struct jpeg_session *session, const uint8_t *bytes, size_t count, int eighths,
                                uint8_t *rgb, uint32_t width, uint32_t height) {
    if (setjmp(session->escape)) {
        if (session->rows == 0) return failure(session);
        // Behind the last row nothing is lost.
        if (session->rows == height) return IMAGE_OK;
        // Some of the picture is better than none: the rest is grey, as where the data ends early.
        memset(rgb + (size_t)session->rows * width * 3, 128, (size_t)(height - session->rows) * width * 3);
        judge(session, IMAGE_DAMAGED);
        return IMAGE_OK;
    }
    j_decompress_ptr codec = &session->codec;
    jpeg_create_decompress(codec);
    session->progress.progress_monitor = watch_scans;
    codec->progress = &session->progress;
    jpeg_mem_src(codec, bytes, count);
    jpeg_read_header(codec, TRUE);
    codec->scale_num = (unsigned)eighths;
    codec->scale_denom = 8;
    int is_cmyk = codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
    codec->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(codec);
    if (codec->output_width != width || codec->output_height != height) ERREXIT(codec, JERR_BAD_LENGTH);
    // A file of several scans is read to its end before the first row: what it lacks is not at the bottom, but everywhere.
    if (jpeg_has_multiple_scans(codec) && !has_every_scan(session)) {
        session->wholeness = IMAGE_INCOMPLETE;
        snprintf(session->message, sizeof session->message, "scans are missing");
    }
    JSAMPARRAY ink = is_cmyk ? codec->mem->alloc_sarray((j_common_ptr)codec, JPOOL_IMAGE, width * 4, 1) : NULL;
    for (; session->rows < height; session->rows++) {
        uint8_t *row = rgb + (size_t)session->rows * width * 3;
        if (jpeg_read_scanlines(codec, is_cmyk ? ink : &row, 1) != 1) ERREXIT(codec, JERR_BAD_LENGTH);
        if (is_cmyk) rgb_from_inverted_cmyk(ink[0], row, width);
    }
    // Arithmetic decoding goes on behind the end as if zeros came, which an encoder may have left out: nobody can tell.
    if (session->has_ended && codec->arith_code) judge(session, IMAGE_INCOMPLETE);
    jpeg_finish_decompress(codec);
    if (session->has_ended && codec->arith_code) judge(session, IMAGE_INCOMPLETE);
    return IMAGE_OK;
}

enum image_status image_jpeg_decode(const uint8_t *bytes, size_t count, int eighths, uint8_t *rgb, uint32_t width,
                                    uint32_t height, struct image_outcome *outcome) {
    struct jpeg_session session;
    memset(&session, 0, sizeof session);
    session.count = count;
    begin(&session);
    enum image_status status = decode(&session, bytes, count, eighths, rgb, width, height);
    outcome->wholeness = session.wholeness;
    outcome->rows = session.wholeness >= IMAGE_INCOMPLETE ? session.whole_rows : session.rows;
    memcpy(outcome->message, session.message, sizeof session.message);
    jpeg_destroy_decompress(&session.codec);
    return status;
}
