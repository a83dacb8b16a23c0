// A release of several CPU classes has a copy of the checkpoint for each, in a folder of the image.
#pragma once
#include "settings.h"

// Makes the copy that fits this node the checkpoint of the settings, if the image has copies. Where none fits it is one of
// them nevertheless, so that a check says what this node lacks.
void choose_copy(Settings *settings);
