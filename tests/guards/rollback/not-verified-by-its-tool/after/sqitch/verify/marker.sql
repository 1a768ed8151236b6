SELECT size FROM marker WHERE 0;
